//! A machine with a stack and registers: its `match` becomes a `br_table`.

use crate::LANES;

const REGISTERS: usize = 4;
/// A power of two, so that the stack wraps instead of overflowing.
const STACK: usize = 16;

/// State that lives on from frame to frame.
pub(crate) struct Machine {
    registers: [u64; REGISTERS],
    stack: [u64; STACK],
    depth: usize,
}

/// One instruction; `u8` operands are register numbers, constants or targets.
#[derive(Clone, Copy)]
enum Instruction {
    Push(u8),
    Load(u8),
    Store(u8),
    Lane(u8),
    SetLane(u8),
    Add,
    Subtract,
    Multiply,
    Xor,
    Rotate(u8),
    Shift(u8),
    Swap,
    Duplicate,
    Extend,
    Less,
    JumpIfZero(u8),
    Jump(u8),
    Halt,
}

use Instruction::{
    Add, Duplicate, Extend, Halt, Jump, JumpIfZero, Lane, Less, Load, Multiply, Push, Rotate,
    SetLane, Shift, Store, Subtract, Swap, Xor,
};

/// Register 0 counts to 96; register 1 gathers a sum; lanes are stirred on the way.
static PROGRAM: [Instruction; 34] = [
    Push(0),
    Store(0),
    // 2: the loop
    Load(0),
    Push(96),
    Less,
    JumpIfZero(32),
    Load(0),
    Lane(0),
    Load(1),
    Add,
    Rotate(19),
    Duplicate,
    Shift(33),
    Xor,
    Multiply,
    Extend,
    Store(1),
    Load(1),
    Push(1),
    Add,
    Lane(1),
    Swap,
    Subtract,
    Load(0),
    Xor,
    Load(0),
    SetLane(2),
    Load(0),
    Push(1),
    Add,
    Store(0),
    Jump(2),
    // 32: the end
    Load(1),
    Halt,
];

impl Machine {
    pub(crate) const fn new() -> Self {
        Self { registers: [0; REGISTERS], stack: [0; STACK], depth: 0 }
    }

    /// Runs the program to its end and returns the top of the stack.
    pub(crate) fn run(&mut self, lanes: &mut [u64; LANES]) -> u64 {
        let mut counter = 0;
        loop {
            let instruction = PROGRAM[counter];
            counter += 1;
            match instruction {
                Push(constant) => self.push(u64::from(constant)),
                Load(register) => self.push(self.registers[usize::from(register) % REGISTERS]),
                Store(register) => self.registers[usize::from(register) % REGISTERS] = self.pop(),
                Lane(offset) => {
                    let index = self.registers[0] as usize + usize::from(offset);
                    self.push(lanes[index % LANES]);
                }
                SetLane(offset) => {
                    let index = self.pop() as usize + usize::from(offset);
                    lanes[index % LANES] = self.pop();
                }
                Add => self.binary(u64::wrapping_add),
                Subtract => self.binary(u64::wrapping_sub),
                Multiply => self.binary(|a, b| a.wrapping_mul(b | 1)),
                Xor => self.binary(|a, b| a ^ b),
                Less => self.binary(|a, b| u64::from(a < b)),
                Rotate(bits) => self.unary(|a| a.rotate_left(u32::from(bits))),
                Shift(bits) => self.unary(|a| a >> (bits & 63)),
                Extend => self.unary(|a| a ^ (a as i32 as i64 as u64) << 9),
                Swap => {
                    let (upper, lower) = (self.pop(), self.pop());
                    self.push(upper);
                    self.push(lower);
                }
                Duplicate => {
                    let value = self.pop();
                    self.push(value);
                    self.push(value);
                }
                JumpIfZero(target) => {
                    if self.pop() == 0 {
                        counter = usize::from(target);
                    }
                }
                Jump(target) => counter = usize::from(target),
                Halt => return self.pop(),
            }
        }
    }

    #[inline(always)]
    fn push(&mut self, value: u64) {
        self.stack[self.depth % STACK] = value;
        self.depth = (self.depth + 1) % STACK;
    }

    #[inline(always)]
    fn pop(&mut self) -> u64 {
        self.depth = self.depth.wrapping_sub(1) % STACK;
        self.stack[self.depth]
    }

    #[inline(always)]
    fn unary(&mut self, f: impl FnOnce(u64) -> u64) {
        let value = self.pop();
        self.push(f(value));
    }

    #[inline(always)]
    fn binary(&mut self, f: impl FnOnce(u64, u64) -> u64) {
        let (right, left) = (self.pop(), self.pop());
        self.push(f(left, right));
    }
}
