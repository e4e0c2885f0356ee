/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;

/** What is measured: it runs, somebody can publish to {@link #url} and others can watch there. */
sealed interface Subject permits LimitProgram, Peer, SluiceServer {
    String name();

    /** Where the bench's stream is published to and watched. */
    String url();

    long pid();

    /** An even one and the next are free now, for RTP and RTCP. */
    static int freePair() throws IOException {
        for (int i = 0; i < 200; i++) {
            try (DatagramSocket first = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                int port = first.getLocalPort();
                if (port % 2 == 0) {
                    new DatagramSocket(port + 1, InetAddress.getLoopbackAddress()).close();
                    return port;
                }
            } catch (BindException taken) {
                // The next one.
            }
        }
        throw new IOException("no two ports in a row are free");
    }

    /** Free now; somebody else may be faster, then the program says so. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
