/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import java.util.Collection;
import java.util.function.Supplier;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether the configuration file is applied. When it is wrong the server goes on with what it had: a warning. */
@SuppressWarnings("rawtypes")
@Component(property = {HealthCheck.NAME + "=config", HealthCheck.TAGS + "=" + Probe.READY})
public final class ConfigCheck implements HealthCheck {
    private static final String STATE = "sluice.config.state";

    private final BundleContext context;

    @Activate
    public ConfigCheck(BundleContext context) {
        this.context = context;
    }

    @Override
    public Result execute() {
        Collection<ServiceReference<Supplier>> states;
        try {
            states = context.getServiceReferences(Supplier.class, "(" + STATE + "=*)");
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
        for (ServiceReference<Supplier> state : states) {
            return "APPLIED".equals(state.getProperty(STATE))
                    ? new Result(Result.Status.OK, "applied")
                    : new Result(Result.Status.WARN, "not applied: " + state.getProperty("sluice.config.error"));
        }
        return new Result(Result.Status.CRITICAL, "nobody reads the configuration");
    }
}
