/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.rtsp;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The log of one attempt: each line with the stream's context and an event code. Any thread. */
final class RtspLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.driver.rtsp");
    private static final String EVENT = "event";

    private final Map<String, String> context;

    /** @param context keys and values that core gives for the diagnostic context */
    RtspLog(Map<String, String> context) {
        this.context = context;
    }

    void debug(String event, String format, Object... values) {
        if (LOG.isDebugEnabled()) {
            in(event, () -> LOG.debug(format, values));
        }
    }

    void warn(String event, String format, Object... values) {
        in(event, () -> LOG.warn(format, values));
    }

    /** What was in the context of this thread before, a loop's or a caller's, comes back afterwards. */
    private void in(String event, Runnable line) {
        Map<String, String> before = MDC.getCopyOfContextMap();
        context.forEach(MDC::put);
        MDC.put(EVENT, event);
        try {
            line.run();
        } finally {
            if (before == null) {
                MDC.clear();
            } else {
                MDC.setContextMap(before);
            }
        }
    }
}
