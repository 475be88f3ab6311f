/* child.h: something that ends its process, or may, is done by a child. */
#ifndef FAULTLINE_TESTS_CHILD_H
#define FAULTLINE_TESTS_CHILD_H

#include <check.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Has a child call `function`, and exit with status 0 if that returns. What the child writes to standard
 * output and standard error is in `text`, cut to fit. Returns its status, as waitpid has it. */
static inline int child_status(void (*function)(void *), void *argument, char *text, size_t size)
{
    int ends[2], status;
    ck_assert_int_eq(pipe(ends), 0);
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        function(argument);
        _exit(0);
    }
    close(ends[1]);
    size_t used = 0;
    for (ssize_t n; (n = read(ends[0], text + used, size - 1 - used)) > 0;)
        used += (size_t)n;
    text[used] = '\0';
    close(ends[0]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return status;
}

#endif
