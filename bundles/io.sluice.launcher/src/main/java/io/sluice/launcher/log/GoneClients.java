/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/** Leaves out what Felix HTTP says when a client goes before its answer is complete: that is nobody's defect. */
final class GoneClients extends TurboFilter {
    private static final String LOGGER = "org.apache.felix.http";
    private static final String GONE = "EofException";
    private static final int MOST_CAUSES = 8;

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] params,
            @Nullable Throwable thrown) {
        if (!logger.getName().equals(LOGGER)) {
            return FilterReply.NEUTRAL;
        }
        Object last = params == null || params.length == 0 ? null : params[params.length - 1];
        Throwable problem = thrown != null ? thrown : last instanceof Throwable given ? given : null;
        for (int i = 0; problem != null && i < MOST_CAUSES; i++) {
            if (problem.getClass().getName().endsWith(GONE)) {
                return FilterReply.DENY;
            }
            problem = problem.getCause();
        }
        return FilterReply.NEUTRAL;
    }
}
