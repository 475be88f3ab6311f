/* check_main.h: the end of the main() of a test that uses Check. */
#ifndef FAULTLINE_TESTS_CHECK_MAIN_H
#define FAULTLINE_TESTS_CHECK_MAIN_H

#include <check.h>
#include <stdlib.h>

/* Runs the suite and frees it. Returns the exit status of the program. */
static inline int check_main(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}

#endif
