/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import java.io.ByteArrayOutputStream;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The terminal or the pipes that the program was started with. */
final class SystemTerminal implements Terminal {
    private static final int MAX_LINE_BYTES = 65_536;

    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final @Nullable Console console;

    /** @param interactive what the script found out; newer releases of Java have a console without a terminal too */
    SystemTerminal(boolean interactive) {
        in = System.in;
        out = System.out;
        err = System.err;
        console = interactive ? System.console() : null;
    }

    @Override
    public boolean isInteractive() {
        return console != null;
    }

    @Override
    public void print(String text) {
        out.println(text);
    }

    @Override
    public void warn(String line) {
        err.println("sluice: " + line);
    }

    @Override
    public @Nullable String ask(String question) {
        return console == null ? null : console.readLine("%s ", question);
    }

    @Override
    public @Nullable String askSecretly(String question) {
        char[] answer = console == null ? null : console.readPassword("%s ", question);
        return answer == null ? null : new String(answer);
    }

    @Override
    public @Nullable String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        boolean nothing = next < 0;
        while (next >= 0 && next != '\n') {
            if (line.size() == MAX_LINE_BYTES) {
                throw new IOException("the line is too long");
            }
            line.write(next);
            next = in.read();
        }
        return nothing ? null : line.toString(StandardCharsets.UTF_8).replaceFirst("\r$", "");
    }
}
