/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * Keeps the console quiet until the banner is out: a start that fails prints its one line, not the log. The file gets
 * everything.
 */
public final class StartupGate extends Filter<ILoggingEvent> {
    /** One console, one server: a process-wide fact, not a setting. */
    private static volatile boolean open;

    public static void open() {
        open = true;
    }

    @Override
    public FilterReply decide(ILoggingEvent event) {
        return open ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
