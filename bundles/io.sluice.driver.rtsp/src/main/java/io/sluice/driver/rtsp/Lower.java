/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

/** What carries the packets of a media. */
enum Lower {
    /** Interleaved frames in the RTSP connection (RFC 2326, 10.12). */
    TCP("TCP"),
    /** Datagrams to ports of our own. */
    UDP("UDP"),
    /** Datagrams to a group. */
    MULTICAST("multicast");

    private final String text;

    Lower(String text) {
        this.text = text;
    }

    /** For people. */
    @Override
    public String toString() {
        return text;
    }
}
