/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Log lines with the event code in the MDC. */
final class NetLog {
    private static final Logger LOG = LoggerFactory.getLogger("io.sluice.net");
    private static final int MOST_TRACES = 256;

    private static final long QUIET_NS = TimeUnit.SECONDS.toNanos(10);

    /** When {@link #seldom} told each event last. */
    private final ConcurrentHashMap<String, Long> toldNs = new ConcurrentHashMap<>();

    /** Where unexpected exceptions came from whose stack trace was written: text only, so no class is held. */
    private final Set<String> traced = ConcurrentHashMap.newKeySet();

    void info(String event, String text) {
        try (MDC.MDCCloseable ignored = MDC.putCloseable("event", event)) {
            LOG.info(text);
        }
    }

    void warn(String event, String text) {
        try (MDC.MDCCloseable ignored = MDC.putCloseable("event", event)) {
            LOG.warn(text);
        }
    }

    /** A warning that strangers can provoke: one in ten seconds for each event. */
    void seldom(String event, String text) {
        long nowNs = System.nanoTime();
        boolean[] tell = new boolean[1];
        toldNs.compute(event, (key, beforeNs) -> {
            tell[0] = beforeNs == null || nowNs - beforeNs >= QUIET_NS;
            return tell[0] ? Long.valueOf(nowNs) : beforeNs;
        });
        if (tell[0]) {
            warn(event, text);
        }
    }

    /** One line each time; the stack trace only the first time that this kind of exception comes from this place. */
    void unexpected(String event, String text, Throwable problem) {
        StackTraceElement[] trace = problem.getStackTrace();
        String origin = problem.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
        boolean first = traced.size() < MOST_TRACES && traced.add(origin);
        try (MDC.MDCCloseable ignored = MDC.putCloseable("event", event)) {
            if (first) {
                LOG.error("{}: {}", text, problem.toString(), problem);
            } else {
                LOG.error("{}: {}", text, problem.toString());
            }
        }
    }
}
