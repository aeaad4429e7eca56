// The runtime that translated modules call: memory, tables, function types,
// traps, and the imports of the badge. One thread, one guest per process.
#define _GNU_SOURCE
#include "guest.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#ifdef __unix__
#include <stdio.h>
#endif

#if WASM_RT_MEMCHECK_SIGNAL_HANDLER
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#endif

// Traps.

// Where a trap goes: the call in progress, none outside of one.
static jmp_buf *call_in_progress;

static WASM_RT_NO_RETURN void end_call(int trap)
{
    // Generated code runs only inside a call.
    if (!call_in_progress)
        abort();
    longjmp(*call_in_progress, trap);
}

void wasm_rt_trap(wasm_rt_trap_t trap)
{
    end_call((int)trap);
}

#if WASM_RT_USE_STACK_DEPTH_COUNT
uint32_t wasm_rt_call_stack_depth;
#endif

#if WASM_RT_MEMCHECK_SIGNAL_HANDLER

// All that a 32-bit address and a 32-bit offset can reach.
static const size_t RESERVED = (size_t)8 << 30;

static uint8_t *reserved;
// The frame below which the guest's frames lie.
static const uint8_t *stack_of_call;
static size_t stack_limit;

// A fault in the reservation is an access out of bounds; one below the calling
// frame, no further than the stack may grow, is an exhausted stack. Any other is
// no guest's, and ends the process as it would have.
static void on_fault(int signal, siginfo_t *info, void *context)
{
    const uint8_t *at = info->si_addr;
    (void)context;
    if (call_in_progress) {
        if (reserved && at >= reserved && at < reserved + RESERVED)
            end_call(WASM_RT_TRAP_OOB);
        if (at < stack_of_call && (size_t)(stack_of_call - at) < stack_limit)
            end_call(WASM_RT_TRAP_EXHAUSTION);
    }
    struct sigaction usual = { .sa_handler = SIG_DFL };
    sigaction(signal, &usual, NULL);
}

static void watch_faults(void)
{
    // A handler for an exhausted stack needs another one.
    static uint8_t stack_of_handler[1 << 16];
    stack_t stack = { .ss_sp = stack_of_handler, .ss_size = sizeof stack_of_handler };
    // Not blocked inside the handler, because `longjmp` leaves it.
    struct sigaction action = { .sa_sigaction = on_fault,
                                .sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER };
    struct rlimit limit;
    sigemptyset(&action.sa_mask);
    if (sigaltstack(&stack, NULL) || sigaction(SIGSEGV, &action, NULL)
        || sigaction(SIGBUS, &action, NULL) || getrlimit(RLIMIT_STACK, &limit)) {
        perror("wasm2c: cannot watch faults");
        abort();
    }
    size_t most = (size_t)1 << 30;
    stack_limit = limit.rlim_cur < most ? (size_t)limit.rlim_cur : most;
    // The pages between the stack and what lies below it.
    stack_limit += 1 << 20;
}

#endif

static bool initialized;

void wasm_rt_init(void)
{
    if (initialized)
        return;
    initialized = true;
#if WASM_RT_MEMCHECK_SIGNAL_HANDLER
    watch_faults();
#endif
}

bool wasm_rt_is_initialized(void)
{
    return initialized;
}

// Calls.

// Keeps what `setjmp` needs out of the caller's registers.
static int call(void (*entry)(void))
{
    jmp_buf here;
    int trap = setjmp(here);
    if (!trap) {
        call_in_progress = &here;
#if WASM_RT_USE_STACK_DEPTH_COUNT
        wasm_rt_call_stack_depth = 0;
#endif
#if WASM_RT_MEMCHECK_SIGNAL_HANDLER
        stack_of_call = (const uint8_t *)&here;
#endif
        entry();
    }
    call_in_progress = NULL;
    return trap;
}

static const struct badge_guest *guest_to_instantiate;
static struct Z_env_instance_t *its_host;

static void instantiate(void)
{
    guest_to_instantiate->instantiate(its_host);
}

int badge_w2c_instantiate(const struct badge_guest *guest, struct Z_env_instance_t *host)
{
    wasm_rt_init();
    guest_to_instantiate = guest;
    its_host = host;
    return call(instantiate);
}

int badge_w2c_call(void (*export)(void))
{
    return call(export);
}

uint8_t *badge_w2c_memory(const struct badge_guest *guest, uint32_t *size)
{
    wasm_rt_memory_t *memory = guest->memory();
    *size = memory->size;
    return memory->data;
}

// Memory, which never grows.

static void *or_abort(void *pointer)
{
    if (!pointer) {
#ifdef __unix__
        fputs("wasm2c: out of memory\n", stderr);
#endif
        abort();
    }
    return pointer;
}

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t pages, uint32_t max_pages)
{
    (void)max_pages;
    memory->pages = memory->max_pages = pages;
    memory->size = pages * 65536;
#if WASM_RT_MEMCHECK_SIGNAL_HANDLER
    void *at = mmap(NULL, RESERVED, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (at == MAP_FAILED || (memory->size && mprotect(at, memory->size, PROT_READ | PROT_WRITE))) {
        perror("wasm2c: cannot reserve 8 GiB of addresses");
        abort();
    }
    memory->data = reserved = at;
#else
    memory->data = or_abort(calloc(memory->size ? memory->size : 1, 1));
#endif
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint32_t pages)
{
    return pages ? UINT32_MAX : memory->pages;
}

void wasm_rt_free_memory(wasm_rt_memory_t *memory)
{
#if WASM_RT_MEMCHECK_SIGNAL_HANDLER
    munmap(memory->data, RESERVED);
    reserved = NULL;
#else
    free(memory->data);
#endif
    memory->data = NULL;
}

// Tables.

void wasm_rt_allocate_funcref_table(wasm_rt_funcref_table_t *table, uint32_t size,
                                    uint32_t max_size)
{
    table->size = size;
    table->max_size = max_size;
    // A null element is all zero (`wasm_rt_funcref_null_value`).
    table->data = or_abort(calloc(size ? size : 1, sizeof *table->data));
}

void wasm_rt_free_funcref_table(wasm_rt_funcref_table_t *table)
{
    free(table->data);
    table->data = NULL;
}

// Function types: equal signatures have equal numbers, from 1.

struct function_type {
    uint32_t params, results;
    wasm_rt_type_t *types;
};

static struct function_type *function_types;
static uint32_t function_type_count;

uint32_t wasm_rt_register_func_type(uint32_t params, uint32_t results, ...)
{
    uint32_t count = params + results;
    struct function_type type = { params, results,
                                  or_abort(malloc((count + 1) * sizeof *type.types)) };
    va_list arguments;
    va_start(arguments, results);
    for (uint32_t i = 0; i < count; i++)
        type.types[i] = (wasm_rt_type_t)va_arg(arguments, int);
    va_end(arguments);
    for (uint32_t i = 0; i < function_type_count; i++) {
        const struct function_type *known = &function_types[i];
        if (known->params == params && known->results == results
            && !memcmp(known->types, type.types, count * sizeof *type.types)) {
            free(type.types);
            return i + 1;
        }
    }
    function_types =
        or_abort(realloc(function_types, (function_type_count + 1) * sizeof *function_types));
    function_types[function_type_count++] = type;
    return function_type_count;
}

// Imports. A refusal becomes a trap here and not on the Rust side: `longjmp`
// must not leave a Rust function.

void Z_envZ_rect(struct Z_env_instance_t *host, uint32_t x, uint32_t y, uint32_t w, uint32_t h,
                 uint32_t color)
{
    badge_w2c_rect(host, (int32_t)x, (int32_t)y, (int32_t)w, (int32_t)h, (int32_t)color);
}

void Z_envZ_blit(struct Z_env_instance_t *host, uint32_t at, uint32_t x, uint32_t y, uint32_t w,
                 uint32_t h, uint32_t key)
{
    if (!badge_w2c_blit(host, (int32_t)at, (int32_t)x, (int32_t)y, (int32_t)w, (int32_t)h,
                        (int32_t)key))
        end_call(BADGE_TRAP_HOST);
}

uint32_t Z_envZ_buttons(struct Z_env_instance_t *host)
{
    return (uint32_t)badge_w2c_buttons(host);
}

uint32_t Z_envZ_millis(struct Z_env_instance_t *host)
{
    return (uint32_t)badge_w2c_millis(host);
}

uint32_t Z_envZ_random(struct Z_env_instance_t *host)
{
    return (uint32_t)badge_w2c_random(host);
}

uint32_t Z_envZ_clock_ms(struct Z_env_instance_t *host)
{
    return (uint32_t)badge_w2c_clock_ms(host);
}

void Z_envZ_led(struct Z_env_instance_t *host, uint32_t index, uint32_t rgb)
{
    badge_w2c_led(host, (int32_t)index, (int32_t)rgb);
}

void Z_envZ_tone(struct Z_env_instance_t *host, uint32_t frequency, uint32_t duration)
{
    badge_w2c_tone(host, (int32_t)frequency, (int32_t)duration);
}

void Z_envZ_log(struct Z_env_instance_t *host, uint32_t at, uint32_t len)
{
    if (!badge_w2c_log(host, (int32_t)at, (int32_t)len))
        end_call(BADGE_TRAP_HOST);
}
