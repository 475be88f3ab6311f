/* The frame that cstack_switch and cstack_jump leave behind, and that the end of cstack_switch takes down for both. */
	.macro leave_home
	pushq	%rbx
	pushq	%rbp
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	subq	$8, %rsp
	movq	%rsp, cstack_home(%rip)
	.endm

/* uint32_t cstack_switch(void (*function)(void *), void *argument, char *entry)
 *
 * Calls function(argument) with the stack pointer at `entry` and known values in the callee-saved
 * registers. Nothing that comes back can be trusted, neither rsp nor a register, so that the way
 * home is kept in memory: one word, because calls do not nest. cstack_arrived and cstack_leaving are called
 * from here, before the registers get their values and after they were compared: a compiled frame around
 * the function would save and restore them, and hide what the function did.
 */
	.text
	.globl	cstack_switch
	.type	cstack_switch, @function
cstack_switch:
	.cfi_startproc
	leave_home
	movq	%rdi, cstack_function(%rip)
	movq	%rsi, cstack_argument(%rip)
	andq	$-16, %rdx
	movq	%rdx, cstack_entry(%rip)
	movq	%rdx, %rsp
	xorl	%ebp, %ebp		/* a frame pointer chain ends here */
	/* Nobody unwinds past this point: there is no frame above. */
	.cfi_undefined rip
	call	cstack_arrived
	movabsq	$0xb1b1b1b1b1b1b1b1, %rbx
	movabsq	$0xc12c12c12c12c12c, %r12
	movabsq	$0xd13d13d13d13d13d, %r13
	movabsq	$0xe14e14e14e14e14e, %r14
	movabsq	$0xf15f15f15f15f15f, %r15
	movq	cstack_argument(%rip), %rdi
	call	*cstack_function(%rip)
	xorl	%eax, %eax
	movabsq	$0xb1b1b1b1b1b1b1b1, %rcx
	cmpq	%rcx, %rbx
	je	1f
	orl	$1, %eax
1:	testq	%rbp, %rbp
	je	1f
	orl	$2, %eax
1:	movabsq	$0xc12c12c12c12c12c, %rcx
	cmpq	%rcx, %r12
	je	1f
	orl	$4, %eax
1:	movabsq	$0xd13d13d13d13d13d, %rcx
	cmpq	%rcx, %r13
	je	1f
	orl	$8, %eax
1:	movabsq	$0xe14e14e14e14e14e, %rcx
	cmpq	%rcx, %r14
	je	1f
	orl	$16, %eax
1:	movabsq	$0xf15f15f15f15f15f, %rcx
	cmpq	%rcx, %r15
	je	1f
	orl	$32, %eax
1:	cmpq	cstack_entry(%rip), %rsp
	je	1f
	orl	$64, %eax
1:	movl	%eax, %ebx
	xorl	%ebp, %ebp
	movq	cstack_entry(%rip), %rsp
	call	cstack_leaving
	movl	%ebx, %eax
	movq	cstack_home(%rip), %rsp
	addq	$8, %rsp
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbp
	popq	%rbx
	ret
	.cfi_endproc
	.size	cstack_switch, .-cstack_switch

/* int cstack_mark(struct cstack_mark *mark)
 *
 * Notes the registers that a return to here needs. Returns 0; and 1 each time that cstack_jump comes back
 * to the mark.
 */
	.globl	cstack_mark
	.type	cstack_mark, @function
cstack_mark:
	.cfi_startproc
	movq	%rbx, (%rdi)
	movq	%rbp, 8(%rdi)
	movq	%r12, 16(%rdi)
	movq	%r13, 24(%rdi)
	movq	%r14, 32(%rdi)
	movq	%r15, 40(%rdi)
	leaq	8(%rsp), %rax
	movq	%rax, 48(%rdi)
	movq	(%rsp), %rax
	movq	%rax, 56(%rdi)
	xorl	%eax, %eax
	ret
	.cfi_endproc
	.size	cstack_mark, .-cstack_mark

/* uint32_t cstack_jump(const struct cstack_mark *mark)
 *
 * Like cstack_switch, but goes on at the mark. What is called returns into cstack_switch, which then
 * finds its way home to the caller of this function: the two leave the same frame behind.
 */
	.globl	cstack_jump
	.type	cstack_jump, @function
cstack_jump:
	.cfi_startproc
	leave_home
	movq	(%rdi), %rbx
	movq	8(%rdi), %rbp
	movq	16(%rdi), %r12
	movq	24(%rdi), %r13
	movq	32(%rdi), %r14
	movq	40(%rdi), %r15
	movq	48(%rdi), %rsp
	movl	$1, %eax
	jmp	*56(%rdi)
	.cfi_endproc
	.size	cstack_jump, .-cstack_jump

	.local	cstack_home
	.comm	cstack_home, 8, 8
	.local	cstack_entry
	.comm	cstack_entry, 8, 8
	.local	cstack_function
	.comm	cstack_function, 8, 8
	.local	cstack_argument
	.comm	cstack_argument, 8, 8
	.section .note.GNU-stack,"",@progbits
