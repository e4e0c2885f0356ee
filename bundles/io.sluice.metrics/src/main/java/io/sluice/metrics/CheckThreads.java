/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import java.io.IOException;
import java.util.Map;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.LoggerFactory;

/** Gives Felix Health Checks two threads instead of 25: our checks take milliseconds. */
@Component(
        service = {},
        immediate = true)
public final class CheckThreads {
    private static final String PID = "org.apache.felix.hc.core.impl.executor.HealthCheckExecutorThreadPool";
    private static final int THREADS = 2;

    @Activate
    public CheckThreads(@Reference ConfigurationAdmin admin) {
        try {
            admin.getConfiguration(PID, "?")
                    .updateIfDifferent(FrameworkUtil.asDictionary(Map.of("threadPoolSize", THREADS)));
        } catch (IOException unwritable) {
            LoggerFactory.getLogger(CheckThreads.class)
                    .atWarn()
                    .addKeyValue("event", "health.threads")
                    .log("Health checks keep their 25 threads: {}", unwritable.getMessage());
        }
    }
}
