/* commands.h: the sub-commands. One row of commands.def each. */
#ifndef FAULTLINE_COMMANDS_H
#define FAULTLINE_COMMANDS_H

#include "options.h"

#define COMMAND(name, function, text) int function(const struct options *o);
#include "commands.def"
#undef COMMAND

#endif
