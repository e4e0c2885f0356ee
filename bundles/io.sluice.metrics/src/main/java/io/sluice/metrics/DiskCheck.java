/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether there is room for the log and the configuration. Streaming needs no disk, so little room is a warning. */
@Component(property = {HealthCheck.NAME + "=disk", HealthCheck.TAGS + "=" + Probe.READY})
public final class DiskCheck implements HealthCheck {
    private static final long LEAST_BYTES = 64L << 20;

    private final BundleContext context;

    @Activate
    public DiskCheck(BundleContext context) {
        this.context = context;
    }

    @Override
    public Result execute() {
        String home = context.getProperty("sluice.home");
        try {
            long free = Files.getFileStore(Path.of(home == null ? "." : home)).getUsableSpace();
            String text = (free >> 20) + " MiB free";
            return new Result(free < LEAST_BYTES ? Result.Status.WARN : Result.Status.OK, text);
        } catch (IOException unreadable) {
            return new Result(Result.Status.WARN, "the home cannot be looked at");
        }
    }
}
