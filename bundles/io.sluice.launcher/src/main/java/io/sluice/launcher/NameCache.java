/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import java.security.Security;

/**
 * How long Java believes what a name server said. Its own 30 s, and 10 s for "there is no such name", would keep a
 * server away from a camera whose address changed or whose name server was away for a moment. What the operator sets
 * with {@code -Dsun.net.inetaddr.ttl} or {@code -Dsun.net.inetaddr.negative.ttl} counts.
 */
final class NameCache {
    private NameCache() {}

    /** Before the first name is looked up: Java reads these once. */
    static void keepShort() {
        set("ttl", "5");
        set("negative.ttl", "1");
    }

    private static void set(String name, String seconds) {
        if (System.getProperty("sun.net.inetaddr." + name) == null) {
            Security.setProperty("networkaddress.cache." + name, seconds);
        }
    }
}
