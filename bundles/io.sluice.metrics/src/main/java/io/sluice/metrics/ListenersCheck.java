/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import io.sluice.api.net.Listeners;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Whether everything that shall listen does. */
@Component(property = {HealthCheck.NAME + "=listeners", HealthCheck.TAGS + "=" + Probe.READY})
public final class ListenersCheck implements HealthCheck {
    private final Listeners listeners;

    @Activate
    public ListenersCheck(@Reference Listeners listeners) {
        this.listeners = listeners;
    }

    @Override
    public Result execute() {
        List<String> problems = listeners.listeners().stream()
                .filter(info -> info.problem() != null)
                .map(info -> info.protocol() + " at " + info.address() + ": " + info.problem())
                .toList();
        return problems.isEmpty()
                ? new Result(Result.Status.OK, listeners.listeners().size() + " listeners")
                : new Result(Result.Status.CRITICAL, String.join("; ", problems));
    }
}
