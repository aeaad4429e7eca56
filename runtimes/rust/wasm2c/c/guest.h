// What the generated part of the runner (one table entry per guest), the
// runtime in runtime.c and the Rust side share.
#ifndef BADGE_GUEST_H
#define BADGE_GUEST_H

#include "wasm-rt.h"

// The host of the module `env`; what it holds is known to the Rust side alone.
struct Z_env_instance_t;

// One translated module with its only instance.
struct badge_guest {
    const char *name;
    void (*instantiate)(struct Z_env_instance_t *);
    void (*start)(void);
    void (*update)(void);
    wasm_rt_memory_t *(*memory)(void);
};

// All guests, up to a null pointer.
const struct badge_guest *const *badge_w2c_first_guest(void);

// A trap that wasm2c does not have: a host function refused its arguments.
// The others are `wasm_rt_trap_t`, of which 0 is none.
#define BADGE_TRAP_HOST 64

// Each returns the trap that ended the call, 0 for none.
int badge_w2c_instantiate(const struct badge_guest *, struct Z_env_instance_t *);
int badge_w2c_call(void (*export)(void));

// Linear memory and its size in bytes.
uint8_t *badge_w2c_memory(const struct badge_guest *, uint32_t *size);

// The host functions, on the Rust side: the result, or 0 as a refusal.
int32_t badge_w2c_rect(struct Z_env_instance_t *, int32_t, int32_t, int32_t, int32_t, int32_t);
int32_t badge_w2c_blit(struct Z_env_instance_t *, int32_t, int32_t, int32_t, int32_t, int32_t,
                       int32_t);
int32_t badge_w2c_buttons(struct Z_env_instance_t *);
int32_t badge_w2c_millis(struct Z_env_instance_t *);
int32_t badge_w2c_random(struct Z_env_instance_t *);
int32_t badge_w2c_clock_ms(struct Z_env_instance_t *);
int32_t badge_w2c_led(struct Z_env_instance_t *, int32_t, int32_t);
int32_t badge_w2c_tone(struct Z_env_instance_t *, int32_t, int32_t);
int32_t badge_w2c_log(struct Z_env_instance_t *, int32_t, int32_t);

#endif
