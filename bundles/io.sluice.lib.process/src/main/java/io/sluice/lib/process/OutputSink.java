/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.process;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Takes what a program writes to its standard output. */
@FunctionalInterface
public interface OutputSink {
    /**
     * Bytes came; called on the program's own thread, which ends with the program. One that throws, or asks for no more
     * by throwing, has the program stopped. It may block: nobody waits for this thread.
     *
     * @param data valid during the call only
     */
    void data(ByteBuffer data) throws IOException;
}
