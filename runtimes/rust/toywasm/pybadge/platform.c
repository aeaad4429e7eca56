// What toywasm says and nobody on a board without a system reads.
#include <stdio.h>

#include "escape.h"
#include "nbio.h"
#include "report.h"
#include "type.h"
#include "xlog.h"

// Reports. None has a text.

void vreport(struct report *report, const char *format, va_list arguments)
{
    (void)report, (void)format, (void)arguments;
}

void report_error(struct report *report, const char *format, ...)
{
    (void)report, (void)format;
}

void report_init(struct report *report)
{
    report->msg = NULL;
}

void report_clear(struct report *report)
{
    (void)report;
}

void escape_name(struct escaped_string *escaped, const struct name *name)
{
    (void)name;
    escaped->escaped_len = 0;
    escaped->escaped = escaped->small;
}

void escaped_string_clear(struct escaped_string *escaped)
{
    (void)escaped;
}

// In place of newlib's, which brings the texts of all errors.
char *strerror(int error)
{
    (void)error;
    return "";
}

// Output.

void xlog_error(const char *format, ...)
{
    (void)format;
}

int nbio_printf(const char *format, ...)
{
    (void)format;
    return 0;
}
