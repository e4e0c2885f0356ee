/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each camera was found to send its media over, when that is not what was tried first. Any thread. */
final class KnownRoutes {
    private static final int MOST = 1024;

    private final Map<String, Lower> known = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Lower> eldest) {
            return size() > MOST;
        }
    };

    /** What to try first. */
    synchronized Lower first(RtspConfig config) {
        List<Lower> allowed = config.route().lower();
        Lower found = known.get(key(config));
        return found != null && allowed.contains(found) ? found : allowed.get(0);
    }

    synchronized void learn(RtspConfig config, Lower works) {
        known.put(key(config), works);
    }

    private static String key(RtspConfig config) {
        return config.route().lower() + " " + config.url().withoutUserInfo();
    }
}
