/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** What the operator looks at: standard output as it was when the program began. */
public final class Screen {
    private static final PrintStream OUT = System.out;

    private Screen() {}

    public static PrintStream out() {
        return OUT;
    }

    /**
     * From now on it has our lines only: what Event Admin prints when it cannot log any more, and what any bundle
     * prints, goes nowhere.
     */
    public static void keepForUs() {
        if (OUT == System.out) {
            System.setOut(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        }
    }
}
