/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An operator who says what a test wants. */
final class FakeTerminal implements Terminal {
    final List<String> printed = new ArrayList<>();
    final List<String> warned = new ArrayList<>();
    final List<String> asked = new ArrayList<>();
    final Deque<String> answers = new ArrayDeque<>();
    boolean interactive;

    @Override
    public boolean isInteractive() {
        return interactive;
    }

    @Override
    public void print(String text) {
        printed.add(text);
    }

    @Override
    public void warn(String line) {
        warned.add(line);
    }

    @Override
    public String ask(String question) {
        asked.add(question);
        return answers.poll();
    }

    @Override
    public String askSecretly(String question) {
        return ask(question);
    }

    @Override
    public String readLine() {
        return answers.poll();
    }
}
