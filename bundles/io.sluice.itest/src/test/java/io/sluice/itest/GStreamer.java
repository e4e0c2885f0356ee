/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is known of this peer. */
final class GStreamer {
    private static final Pattern LATE_HANDLER =
            Pattern.compile("\\(gst-launch-1\\.0:\\d+\\): GLib-GObject-WARNING .* has no handler with id '\\d+'");

    private GStreamer() {}

    /**
     * What it had to complain about. When it ends, 1.22's rtspsrc now and then disconnects handlers of a session that
     * its session manager has taken down already, and GLib warns of that: nothing of it was sent or received.
     */
    static String complaints(String output) {
        return output.lines()
                .filter(line -> !line.isBlank() && !LATE_HANDLER.matcher(line).matches())
                .collect(Collectors.joining("\n"));
    }

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
