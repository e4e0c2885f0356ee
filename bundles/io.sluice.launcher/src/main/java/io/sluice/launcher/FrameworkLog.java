/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.launcher;

import org.apache.felix.framework.Logger;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.ServiceReference;
import org.slf4j.LoggerFactory;

/** Sends the framework's own messages to SLF4J; without it they go to standard output. */
final class FrameworkLog extends Logger {
    private final org.slf4j.Logger logger = LoggerFactory.getLogger("osgi.framework");

    @Override
    @SuppressWarnings("rawtypes") // as the framework declares it
    protected void doLog(
            @Nullable Bundle bundle,
            @Nullable ServiceReference reference,
            int level,
            String message,
            @Nullable Throwable throwable) {
        String line = bundle == null ? message : "bundle " + bundle + ": " + message;
        switch (level) {
            case LOG_ERROR -> logger.error(line, throwable);
            case LOG_WARNING -> logger.warn(line, throwable);
            case LOG_INFO -> logger.info(line, throwable);
            default -> logger.debug(line, throwable);
        }
    }
}
