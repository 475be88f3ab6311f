/* jit_enter.S: the way into machine code and the ways out of it; see jit.h, trace.h and emit.h.
 *
 * The frame of the trampoline, while machine code runs:
 *
 *   rbp + 8    return address to the C code that entered
 *   rbp        its rbp
 *   rbp - 8    its rbx, r12, r13, r14, r15
 *   rbp - 48   rbp itself, a canary: below it are the spill slots, and the first that is too far up
 *              overwrites it
 *
 * rbp - 48 is the rsp with which machine code begins, 16-byte aligned.
 */
#include "jit/jit_offsets.h"

/* What a debugger needs to get from machine code's frame, or below it, to the C code that entered. */
	.macro describe_frame
	.cfi_def_cfa rbp, 16
	.cfi_offset rbp, -16
	.cfi_offset rbx, -24
	.cfi_offset r12, -32
	.cfi_offset r13, -40
	.cfi_offset r14, -48
	.cfi_offset r15, -56
	.endm

/* const struct opline *jit_enter(const struct opline *o, struct frame *f, struct vm *vm, const void *code)
 *
 * The code finds the frame in rbx, the VM in r12, the guards that are left in r13, and the opline in rdi.
 */
	.text
	.p2align 4
	.globl	jit_enter
	.type	jit_enter, @function
jit_enter:
	.cfi_startproc
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset rbp, -16
	movq	%rsp, %rbp
	.cfi_def_cfa_register rbp
	pushq	%rbx
	.cfi_offset rbx, -24
	pushq	%r12
	.cfi_offset r12, -32
	pushq	%r13
	.cfi_offset r13, -40
	pushq	%r14
	.cfi_offset r14, -48
	pushq	%r15
	.cfi_offset r15, -56
	pushq	%rbp
	movq	%rsi, %rbx
	movq	%rdx, %r12
	movq	JIT_OFFSET_GUARD_LEFT(%r12), %r13
	incl	JIT_OFFSET_DEPTH(%r12)
	jmp	*%rcx
	.cfi_endproc
	.size	jit_enter, .-jit_enter

/* Jumped to with rax = opline | ENTER, by code that took its spill slots off the stack. */
	.p2align 4
	.globl	jit_leave_checked
	.type	jit_leave_checked, @function
jit_leave_checked:
	.cfi_startproc
	describe_frame
	leaq	-JIT_SAVED_SIZE(%rbp), %rcx
	cmpq	%rcx, %rsp
	je	jit_leave
	incq	JIT_OFFSET_HOST_STACK_WRONG(%r12)
	jmp	jit_leave
	.cfi_endproc
	.size	jit_leave_checked, .-jit_leave_checked

/* The same for code that did not, or cannot know. */
	.p2align 4
	.globl	jit_leave
	.type	jit_leave, @function
jit_leave:
	.cfi_startproc
	describe_frame
	leaq	-JIT_SAVED_SIZE(%rbp), %rsp
	movq	%r13, JIT_OFFSET_GUARD_LEFT(%r12)
	decl	JIT_OFFSET_DEPTH(%r12)
	popq	%rcx
	cmpq	%rcx, %rbp
	je	1f
	incq	JIT_OFFSET_HOST_STACK_WRONG(%r12)
1:	popq	%r15
	.cfi_restore r15
	popq	%r14
	.cfi_restore r14
	popq	%r13
	.cfi_restore r13
	popq	%r12
	.cfi_restore r12
	popq	%rbx
	.cfi_restore rbx
	popq	%rbp
	.cfi_restore rbp
	.cfi_def_cfa rsp, 8
	ret
	.cfi_endproc
	.size	jit_leave, .-jit_leave

/* Jumped to with rax = struct trace_exit *, by a guard's stub whose exit has no trace. All registers as they
 * are there go on the stack as struct exit_regs, for trace_exit to take the values from. C code counts guards
 * in the VM, so that r13 comes from there again before it is stored on leaving.
 */
	.p2align 4
	.globl	trace_exit_stub
	.type	trace_exit_stub, @function
trace_exit_stub:
	.cfi_startproc
	describe_frame
	subq	$EXIT_REGS_SIZE, %rsp
	movsd	%xmm0, EXIT_REGS_F+0(%rsp)
	movsd	%xmm1, EXIT_REGS_F+8(%rsp)
	movsd	%xmm2, EXIT_REGS_F+16(%rsp)
	movsd	%xmm3, EXIT_REGS_F+24(%rsp)
	movsd	%xmm4, EXIT_REGS_F+32(%rsp)
	movsd	%xmm5, EXIT_REGS_F+40(%rsp)
	movsd	%xmm6, EXIT_REGS_F+48(%rsp)
	movsd	%xmm7, EXIT_REGS_F+56(%rsp)
	movsd	%xmm8, EXIT_REGS_F+64(%rsp)
	movsd	%xmm9, EXIT_REGS_F+72(%rsp)
	movsd	%xmm10, EXIT_REGS_F+80(%rsp)
	movsd	%xmm11, EXIT_REGS_F+88(%rsp)
	movsd	%xmm12, EXIT_REGS_F+96(%rsp)
	movsd	%xmm13, EXIT_REGS_F+104(%rsp)
	movsd	%xmm14, EXIT_REGS_F+112(%rsp)
	movsd	%xmm15, EXIT_REGS_F+120(%rsp)
	movq	%rax, EXIT_REGS_R+0(%rsp)
	movq	%rcx, EXIT_REGS_R+8(%rsp)
	leaq	EXIT_REGS_SIZE(%rsp), %rcx	/* rsp at the exit, where the spill slots are */
	movq	%rdx, EXIT_REGS_R+16(%rsp)
	movq	%rbx, EXIT_REGS_R+24(%rsp)
	movq	%rcx, EXIT_REGS_R+32(%rsp)
	movq	%rbp, EXIT_REGS_R+40(%rsp)
	movq	%rsi, EXIT_REGS_R+48(%rsp)
	movq	%rdi, EXIT_REGS_R+56(%rsp)
	movq	%r8, EXIT_REGS_R+64(%rsp)
	movq	%r9, EXIT_REGS_R+72(%rsp)
	movq	%r10, EXIT_REGS_R+80(%rsp)
	movq	%r11, EXIT_REGS_R+88(%rsp)
	movq	%r12, EXIT_REGS_R+96(%rsp)
	movq	%r13, EXIT_REGS_R+104(%rsp)
	movq	%r14, EXIT_REGS_R+112(%rsp)
	movq	%r15, EXIT_REGS_R+120(%rsp)
	movq	%r13, JIT_OFFSET_GUARD_LEFT(%r12)
	movq	%r12, %rdi
	movq	%rsp, %rsi
	movq	%rax, %rdx
	call	trace_exit
	movq	JIT_OFFSET_GUARD_LEFT(%r12), %r13
	jmp	jit_leave
	.cfi_endproc
	.size	trace_exit_stub, .-trace_exit_stub

	.section .note.GNU-stack,"",@progbits
