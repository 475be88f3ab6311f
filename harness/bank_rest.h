/* bank_rest.h: the part of `faultline bank` that goes without the bank's own cases. */
#ifndef FAULTLINE_BANK_REST_H
#define FAULTLINE_BANK_REST_H

#include "options.h"

/* Returns an exit status: 1 only for findings that no bug has made; a bug that escapes is a fact. */
int bank_rest(const struct options *o);

#endif
