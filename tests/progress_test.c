/* progress_test.c: who is told how far the work is, and how often. */
#include <check.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "check_main.h"
#include "progress.h"
#include "watchdog.h"

static char text[1024];

static int use_stderr(int fd)
{
    int saved = dup(STDERR_FILENO);
    ck_assert_int_ge(dup2(fd, STDERR_FILENO), 0);
    return saved;
}

static const char *read_back(int fd)
{
    ssize_t size = read(fd, text, sizeof text - 1);
    text[size > 0 ? size : 0] = '\0';
    return text;
}

START_TEST(a_file_gets_a_plain_line_now_and_then)
{
    int ends[2];
    struct progress p;
    ck_assert_int_eq(pipe(ends), 0);
    int saved = use_stderr(ends[1]);
    progress_open(&p, false);
    bool terminal = p.terminal, due_at_once = progress_due(&p);
    p.last -= 11000000;
    bool due_later = progress_due(&p);
    bool open = progress_show(&p, "%d of %d", 3, 4);
    bool due_again = progress_due(&p);
    use_stderr(saved);
    ck_assert(!terminal && !due_at_once && due_later && !open && !due_again);
    ck_assert_str_eq(read_back(ends[0]), "3 of 4\n");
}
END_TEST

START_TEST(quiet_is_never_due)
{
    struct progress p;
    progress_open(&p, true);
    p.last = 0;
    ck_assert(!progress_due(&p));
}
END_TEST

START_TEST(a_terminal_gets_a_line_that_is_rewritten_and_fits)
{
    int master = posix_openpt(O_RDWR | O_NOCTTY);
    ck_assert_int_ge(master, 0);
    ck_assert(grantpt(master) == 0 && unlockpt(master) == 0);
    int slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    ck_assert_int_ge(slave, 0);
    struct winsize size = {.ws_col = 11, .ws_row = 5};
    ck_assert_int_eq(ioctl(slave, TIOCSWINSZ, &size), 0);
    struct progress p;
    int saved = use_stderr(slave);
    progress_open(&p, false);
    bool terminal = p.terminal, due = progress_due(&p);
    bool open_line = progress_show(&p, "%s", "0123456789abcdef");
    bool again = progress_due(&p);
    use_stderr(saved);
    ck_assert(terminal && due && open_line && !again);
    ck_assert_str_eq(read_back(master), "\r\033[K0123456789");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("progress");
    TCase *tcase = tcase_create("progress");
    tcase_add_test(tcase, a_file_gets_a_plain_line_now_and_then);
    tcase_add_test(tcase, quiet_is_never_due);
    tcase_add_test(tcase, a_terminal_gets_a_line_that_is_rewritten_and_fits);
    suite_add_tcase(suite, tcase);
    return check_main(suite);
}
