/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.metrics;

import java.util.ArrayList;
import java.util.List;
import org.apache.felix.hc.api.HealthCheck;
import org.apache.felix.hc.api.Result;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** Whether all bundles that are shipped with the server run, but those that the operator stopped. */
@Component(property = {HealthCheck.NAME + "=bundles", HealthCheck.TAGS + "=" + Probe.READY})
public final class BundlesCheck implements HealthCheck {
    /** Of what the launcher installed. */
    private static final String SHIPPED = "system:";

    private final BundleContext context;

    @Activate
    public BundlesCheck(BundleContext context) {
        this.context = context;
    }

    @Override
    public Result execute() {
        List<String> down = new ArrayList<>();
        int shipped = 0;
        for (Bundle bundle : context.getBundles()) {
            if (bundle.getLocation().startsWith(SHIPPED)) {
                shipped++;
                if (isDown(bundle)) {
                    down.add(bundle.getSymbolicName() + " is " + BundleStates.of(bundle));
                }
            }
        }
        return down.isEmpty()
                ? new Result(Result.Status.OK, shipped + " bundles run")
                : new Result(Result.Status.CRITICAL, String.join("; ", down));
    }

    private static boolean isDown(Bundle bundle) {
        boolean runs = (bundle.getState() & (Bundle.ACTIVE | Bundle.STARTING)) != 0;
        if (BundleStates.isFragment(bundle)) {
            return bundle.getState() == Bundle.INSTALLED;
        }
        return !runs && isWanted(bundle);
    }

    private static boolean isWanted(Bundle bundle) {
        try {
            BundleStartLevel level = bundle.adapt(BundleStartLevel.class);
            return level != null && level.isPersistentlyStarted();
        } catch (IllegalArgumentException | IllegalStateException uninstalledMeanwhile) {
            return false;
        }
    }
}
