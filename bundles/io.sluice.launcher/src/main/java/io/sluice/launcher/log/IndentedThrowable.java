/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher.log;

import ch.qos.logback.classic.pattern.ThrowableProxyConverter;
import ch.qos.logback.classic.spi.IThrowableProxy;

/** {@code %trace}: the stack trace with a bar before each line, so that no line of it can pass for a message. */
public final class IndentedThrowable extends ThrowableProxyConverter {
    private static final String BAR = "    | ";

    @Override
    protected String throwableProxyToString(IThrowableProxy proxy) {
        StringBuilder trace = new StringBuilder();
        super.throwableProxyToString(proxy)
                .lines()
                .map(line -> Escape.line(line.replace("\t", "  ")))
                .forEach(line -> trace.append(BAR).append(line).append(System.lineSeparator()));
        return trace.toString();
    }
}
