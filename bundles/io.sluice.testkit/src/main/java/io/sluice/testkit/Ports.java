/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.testkit;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Ports that nobody listens on. */
public final class Ports {
    // Below the range from which the system takes ports for outgoing connections (32768 and up on Linux).
    private static final int FIRST = 16_000;
    private static final int LAST = 32_000;
    private static final int SLICE = 500;
    private static final int TRIES = 1000;

    private static final Random RANDOM = new Random();
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    /** The first port of each slice is held for as long as this JVM lives, and tells the others whose the rest are. */
    private static final List<ServerSocket> GUARDS = new ArrayList<>();

    private Ports() {}

    /**
     * A port of the loopback address that is free for TCP and UDP; never the same twice in one JVM, and not one that
     * another JVM of tests is given while this one runs. Any thread.
     */
    public static synchronized int free() {
        while (true) {
            for (ServerSocket guard : GUARDS) {
                for (int i = 0; i < TRIES; i++) {
                    int port = guard.getLocalPort() + 1 + RANDOM.nextInt(SLICE - 1);
                    if (isFree(port) && GIVEN.add(port)) {
                        return port;
                    }
                }
            }
            GUARDS.add(slice());
        }
    }

    private static ServerSocket slice() {
        for (int i = 0; i < TRIES; i++) {
            int first = FIRST + RANDOM.nextInt((LAST - FIRST) / SLICE) * SLICE;
            try {
                return new ServerSocket(first, 1, InetAddress.getLoopbackAddress());
            } catch (IOException e) {
                // It is another JVM's.
            }
        }
        throw new IllegalStateException("no free ports after " + TRIES + " tries");
    }

    /** Whether somebody could listen on the port of the loopback address now. */
    public static boolean isFree(int port) {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (var tcp = new ServerSocket();
                var udp = new DatagramSocket(new InetSocketAddress(loopback, port))) {
            tcp.setReuseAddress(true);
            tcp.bind(new InetSocketAddress(loopback, port));
            return udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
