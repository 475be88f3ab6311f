#include "commands.h"
int cmd_fuzz(const struct options *o)
{
    (void)o;
    return EXIT_CANNOT_RUN;
}
