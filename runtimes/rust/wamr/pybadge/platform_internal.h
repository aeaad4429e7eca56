// The types that WAMR asks a platform for, on a board without a system: one
// thread, no files, no sockets.
#ifndef BADGE_PLATFORM_INTERNAL_H
#define BADGE_PLATFORM_INTERNAL_H

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BH_PLATFORM_PYBADGE

// Of threads, which nothing here starts.
#define BH_APPLET_PRESERVED_STACK_SIZE 1024
#define BH_THREAD_DEFAULT_PRIORITY 0

typedef int korp_tid;
typedef int korp_thread;
typedef int korp_mutex;
typedef unsigned int korp_sem;
typedef struct { int unused; } korp_cond;
typedef struct { int unused; } korp_rwlock;

// Of files, which there are none of.
typedef int os_file_handle;
typedef int os_raw_file_handle;
typedef int os_poll_file_handle;
typedef int os_timespec;
typedef unsigned int os_nfds_t;
typedef void *os_dir_stream;

static inline os_file_handle os_get_invalid_handle(void)
{
    return -1;
}

// Sizes of memory are rounded up to this; it divides WebAssembly's page.
static inline int os_getpagesize(void)
{
    return 1024;
}

#endif
