/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.cli;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Where the operator sits. */
interface Terminal {
    /** Whether somebody is there to answer questions. */
    boolean isInteractive();

    /** One or more lines of what the command found out. */
    void print(String text);

    /** Something beside it. */
    void warn(String line);

    /** An answer; null: there will be none. */
    @Nullable
    String ask(String question) throws IOException;

    /** An answer that is not shown while it is typed. */
    @Nullable
    String askSecretly(String question) throws IOException;

    /** The first line of what was piped in; null: nothing was. */
    @Nullable
    String readLine() throws IOException;
}
