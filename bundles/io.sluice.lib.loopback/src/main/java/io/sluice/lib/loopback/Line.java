/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.loopback;

/** What a session needs of its connection. */
interface Line {
    /** There is something to be sent, or the end; any thread, returns at once. */
    void wake();

    /** Where the session can be reached, without anything behind the token. */
    String url();
}
