/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.util.List;

/** What is known of this peer. */
final class GStreamer {
    private GStreamer() {}

    /**
     * GStreamer 1.22 reads a connection on one thread and says PAUSE on another when all its buffers have come; once in
     * some hundred times its own write then gives 0 bytes, which it takes for the end of the connection. It is not: its
     * TEARDOWN comes on the same connection a moment later (240 readers over TLS, one such message, 240 times TEARDOWN;
     * over TCP it was seen once, with its TEARDOWN). Any other error is printed beside it.
     */
    static boolean onlyLostItsPause(String output) {
        List<String> causes =
                output.lines().filter(line -> line.startsWith("../")).toList();
        return causes.stream().anyMatch(line -> line.contains("gst_rtspsrc_pause ()"))
                && causes.stream().allMatch(line -> line.matches(".* gst_rtspsrc_(try_send|pause) \\(\\).*"))
                && output.lines().filter(line -> line.startsWith("ERROR:")).count() == causes.size();
    }
}
