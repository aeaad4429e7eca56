// What WAMR asks a platform for, on a board without a system. The heap is that
// of the firmware, whose `malloc` and `free` these are.
#include "platform_api_vmcore.h"
#include "platform_api_extension.h"

int bh_platform_init(void)
{
    return 0;
}

void bh_platform_destroy(void) {}

void *os_malloc(unsigned size)
{
    return malloc(size);
}

void *os_realloc(void *block, unsigned size)
{
    return realloc(block, size);
}

void os_free(void *block)
{
    free(block);
}

// Linear memory comes from here, and begins with zeros.
void *os_mmap(void *hint, size_t size, int prot, int flags, os_file_handle file)
{
    (void)hint, (void)prot, (void)flags, (void)file;
    return calloc(1, size);
}

void *os_mremap(void *block, size_t old_size, size_t new_size)
{
    return os_mremap_slow(block, old_size, new_size);
}

void os_munmap(void *block, size_t size)
{
    (void)size;
    free(block);
}

int os_mprotect(void *block, size_t size, int prot)
{
    (void)block, (void)size, (void)prot;
    return 0;
}

void os_dcache_flush(void) {}

void os_icache_flush(void *start, size_t size)
{
    (void)start, (void)size;
}

// Nobody reads what it would print.
int os_printf(const char *format, ...)
{
    (void)format;
    return 0;
}

int os_vprintf(const char *format, va_list arguments)
{
    (void)format, (void)arguments;
    return 0;
}

int os_dumps_proc_mem_info(char *out, unsigned size)
{
    (void)out, (void)size;
    return -1;
}

uint64 os_time_get_boot_us(void)
{
    return 0;
}

uint64 os_time_thread_cputime_us(void)
{
    return 0;
}

// One thread, which nothing has to wait for.
korp_tid os_self_thread(void)
{
    return 1;
}

// Unknown: WAMR then compares its own stack alone.
uint8 *os_thread_get_stack_boundary(void)
{
    return NULL;
}

void os_thread_jit_write_protect_np(bool enabled)
{
    (void)enabled;
}

#define NO_MUTEX(what)          \
    int what(korp_mutex *mutex) \
    {                           \
        (void)mutex;            \
        return BHT_OK;          \
    }

NO_MUTEX(os_mutex_init)
NO_MUTEX(os_recursive_mutex_init)
NO_MUTEX(os_mutex_destroy)
NO_MUTEX(os_mutex_lock)
NO_MUTEX(os_mutex_unlock)
