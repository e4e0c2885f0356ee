/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** What is measured: it runs, somebody can publish to {@link #url} and others can watch there. */
sealed interface Subject permits LimitProgram, SluiceServer {
    String name();

    /** Where the bench's stream is published to and watched. */
    String url();

    long pid();

    /** Free now; somebody else may be faster, then the program says so. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
