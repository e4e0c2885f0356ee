/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.FrameworkWiring;

/** Does the distribution hold together? */
public class DistributionIT extends SluiceExam {
    @Test
    public void everyBundleIsActive() {
        List<String> notActive = new ArrayList<>();
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders().get(Constants.FRAGMENT_HOST) != null;
            if (!fragment && bundle.getState() != Bundle.ACTIVE) {
                notActive.add(bundle.getSymbolicName());
            }
        }

        assertThat(notActive).isEmpty();
    }

    /** What the framework would restart with it: updating a protocol or driver must touch nothing else. */
    @Test
    public void nothingIsWiredToAProtocolOrDriver() {
        FrameworkWiring wiring = context.getBundle(0).adapt(FrameworkWiring.class);
        for (Bundle bundle : context.getBundles()) {
            String name = bundle.getSymbolicName();
            if (name.startsWith("io.sluice.protocol.") || name.startsWith("io.sluice.driver.")) {
                assertThat(wiring.getDependencyClosure(List.of(bundle))).containsExactly(bundle);
            }
        }
    }

    @Test
    public void theNativeTransportOfThisMachineIsAttached() {
        String machine = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        assertThat(context.getBundles())
                .filteredOn(bundle -> bundle.getLocation().contains("native-epoll")
                        && bundle.getLocation().contains(machine))
                .singleElement()
                .extracting(Bundle::getState)
                .isEqualTo(Bundle.RESOLVED);
    }
}
