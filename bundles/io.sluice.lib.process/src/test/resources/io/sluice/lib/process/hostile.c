/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 *
 * hostile WORD...: a program that behaves as badly as the words say.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <unistd.h>

static char junk[65536];

static int has(int count, char **words, const char *word) {
    for (int i = 1; i < count; i++)
        if (strcmp(words[i], word) == 0)
            return 1;
    return 0;
}

static void deaf(void) {
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
}

/* A grandchild that keeps all descriptors open and hears nothing but SIGKILL. */
static void grandchild(int own_session) {
    if (fork() == 0) {
        if (own_session)
            setsid();
        if (fork() == 0) {
            deaf();
            for (;;)
                pause();
        }
        _exit(0);
    }
    usleep(50000);
}

/*
 * Once killed it stays where it exits, whatever else it is sent, for a tracer in a session of its own does not let it
 * go on: the nearest that a user without privileges comes to a process that hangs in the kernel. It is gone when the
 * tracer is.
 */
static void unkillable(void) {
    int ready[2];
    char byte;
    pid_t leader = getpid();
    if (pipe(ready) != 0)
        _exit(8);
    prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0);
    if (fork() == 0) {
        setsid();
        deaf();
        close(ready[0]);
        if (ptrace(PTRACE_SEIZE, leader, 0, PTRACE_O_TRACEEXIT) != 0)
            _exit(9);
        if (write(ready[1], "", 1) != 1)
            _exit(9);
        for (;;)
            pause();
    }
    close(ready[1]);
    if (read(ready[0], &byte, 1) != 1)
        _exit(8);
}

int main(int count, char **words) {
    memset(junk, 'x', sizeof junk);
    if (has(count, words, "deaf"))
        deaf();
    if (has(count, words, "grandchild"))
        grandchild(0);
    if (has(count, words, "grandchild-session"))
        grandchild(1);
    if (has(count, words, "unkillable"))
        unkillable();
    if (has(count, words, "exit")) {
        fprintf(stderr, "leaving with 7\n");
        _exit(7);
    }
    if (has(count, words, "segv")) {
        signal(SIGSEGV, SIG_DFL);
        raise(SIGSEGV);
    }
    if (has(count, words, "stopped"))
        raise(SIGSTOP);
    if (has(count, words, "flood-errors"))
        for (;;)
            if (write(2, junk, sizeof junk) < 0)
                _exit(4);
    if (has(count, words, "flood-output"))
        for (;;)
            if (write(1, junk, sizeof junk) < 0 && !has(count, words, "deaf"))
                _exit(5);
    if (has(count, words, "close-output"))
        close(1);
    if (has(count, words, "mute") || has(count, words, "close-output"))
        for (;;)
            pause();
    if (has(count, words, "echo"))
        for (;;) {
            ssize_t length = read(0, junk, sizeof junk);
            if (length <= 0)
                _exit(0);
            if (write(1, junk, length) < 0)
                _exit(6);
        }
    for (;;) { /* polite: ten times a second some output */
        if (write(1, junk, 1000) < 0)
            _exit(3);
        usleep(has(count, words, "slow") ? 1000000 : 100000);
    }
}
