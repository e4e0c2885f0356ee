/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** Which of the configured addresses others than this machine can reach. */
final class OpenListeners {
    private OpenListeners() {}

    /** @param sections properties of PIDs; those with {@code listen} count */
    static List<String> of(Collection<Map<String, Object>> sections) {
        return sections.stream()
                .map(section -> String.valueOf(section.getOrDefault("listen", "")))
                .filter(OpenListeners::isOpen)
                .sorted()
                .toList();
    }

    static boolean isOpen(String address) {
        int colon = address.lastIndexOf(':');
        if (colon < 0) {
            return false;
        }
        String host = address.substring(0, colon);
        return !host.equals("localhost") && !host.equals("[::1]") && !host.matches("127(\\.\\d{1,3}){3}");
    }
}
