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

int main(int count, char **words) {
    memset(junk, 'x', sizeof junk);
    if (has(count, words, "deaf"))
        deaf();
    if (has(count, words, "grandchild"))
        grandchild(0);
    if (has(count, words, "grandchild-session"))
        grandchild(1);
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
