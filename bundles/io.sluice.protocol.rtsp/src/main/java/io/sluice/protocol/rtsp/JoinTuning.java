/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.rtsp;

import java.time.Duration;
import java.util.Map;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;

/** What this server needs of the common tuning: a component may have one form only, and the server has its own. */
@Component(service = JoinTuning.class, configurationPid = "io.sluice.tuning")
public final class JoinTuning {
    private static final Duration DEFAULT_START = Duration.ofSeconds(10);

    private volatile Duration start = DEFAULT_START;

    @Activate
    public JoinTuning(Map<String, Object> properties) {
        modified(properties);
    }

    /** What is wrong is reported by core, whose form it is. */
    @Modified
    void modified(Map<String, Object> properties) {
        try {
            start = RtspSettings.time(properties, "start", "10s");
        } catch (IllegalArgumentException e) {
            start = DEFAULT_START;
        }
    }

    /** How long a cold stream may take. */
    Duration start() {
        return start;
    }
}
