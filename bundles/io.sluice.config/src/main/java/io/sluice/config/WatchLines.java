/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the configured streams can be watched, for people who have just started the server. */
final class WatchLines {
    /** The banner is one screen. */
    private static final int MOST = 5;

    private WatchLines() {}

    /** One URL for each of the first streams; none when RTSP is off or its port is chosen by the system. */
    static List<String> of(ConfigModel model) {
        Map<String, Object> rtsp = model.sections().getOrDefault("io.sluice.rtsp", Map.of());
        String listen = String.valueOf(rtsp.getOrDefault("listen", ""));
        if (listen.isEmpty() || listen.endsWith(":0")) {
            return List.of();
        }
        var lines = new ArrayList<String>();
        model.streams().keySet().stream()
                .limit(MOST)
                .forEach(name -> lines.add("stream " + name + "  rtsp://" + listen + "/" + encoded(name)));
        if (model.streams().size() > MOST) {
            lines.add("and " + (model.streams().size() - MOST) + " more streams");
        }
        return lines;
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("%2F", "/")
                .replace("%7E", "~");
    }
}
