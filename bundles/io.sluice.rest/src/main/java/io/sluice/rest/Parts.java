/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.rest;

import io.sluice.api.auth.Users;
import io.sluice.api.config.ConfigFile;
import io.sluice.api.driver.Driver;
import io.sluice.api.net.Listeners;
import io.sluice.api.stream.StreamRegistry;
import io.sluice.rest.change.ConfigDoor;
import io.sluice.rest.change.ConfigGuard;
import io.sluice.rest.change.Neighbourhood;
import io.sluice.rest.change.SourcePolicy;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.felix.hc.api.execution.HealthCheckExecutor;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.MetaTypeService;

/** What the API works with. All but the registry may be missing for a while: then its routes answer 503. */
@Component(service = Parts.class)
public final class Parts {
    private final BundleContext context;
    private final StreamRegistry registry;
    private final Neighbourhood neighbourhood;
    private final ConfigDoor config;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable ConfigFile file;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Users users;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable Listeners listeners;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable HealthCheckExecutor health;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile @Nullable MetaTypeService metaTypes;

    @Activate
    public Parts(BundleContext context, @Reference StreamRegistry registry) {
        this.context = context;
        this.registry = registry;
        neighbourhood = new Neighbourhood(this::ownPorts);
        config = new ConfigDoor(() -> file, new ConfigGuard(new SourcePolicy(this::isLocal, neighbourhood)));
    }

    @Deactivate
    void close() {
        neighbourhood.close();
    }

    BundleContext context() {
        return context;
    }

    StreamRegistry registry() {
        return registry;
    }

    ConfigDoor config() {
        return config;
    }

    /** Asks what drivers say of themselves; no driver is called. */
    private boolean isLocal(String scheme) {
        try {
            for (ServiceReference<Driver> driver :
                    context.getServiceReferences(Driver.class, "(" + Driver.LOCAL + "=true)")) {
                Object schemes = driver.getProperty(Driver.SCHEMES);
                if (schemes instanceof String[] all ? Arrays.asList(all).contains(scheme) : scheme.equals(schemes)) {
                    return true;
                }
            }
            return false;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Set<Integer> ownPorts() {
        Listeners there = listeners;
        return there == null
                ? Set.of()
                : there.listeners().stream()
                        .map(info -> info.bound() == null ? info.address() : info.bound())
                        .map(address -> address.substring(address.lastIndexOf(':') + 1))
                        .filter(port -> port.matches("[0-9]{1,5}"))
                        .map(Integer::valueOf)
                        .collect(Collectors.toSet());
    }
}
