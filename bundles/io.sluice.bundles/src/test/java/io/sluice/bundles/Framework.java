/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.Logger;
import org.apache.felix.framework.util.FelixConstants;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** A real framework on a home, with a distribution of empty bundles, and the store in it. */
final class Framework implements AutoCloseable {
    final Path home;
    final Felix felix;
    private final DeployStore store;

    /** Starts with what {@code home/cache} has. */
    Framework(Path home) throws Exception {
        this.home = home;
        Path system = Files.createDirectories(home.resolve("dist/system/10"));
        Map<String, Object> settings = new HashMap<>();
        settings.put("org.osgi.framework.storage", home.resolve("cache").toString());
        settings.put("org.osgi.framework.bsnversion", "multiple");
        settings.put("org.osgi.framework.startlevel.beginning", "30");
        settings.put("sluice.home", home.toString());
        settings.put("sluice.dist", home.resolve("dist").toString());
        settings.put(FelixConstants.LOG_LOGGER_PROP, new Quiet());
        felix = new Felix(settings);
        felix.init();
        BundleContext context = felix.getBundleContext();
        try (var jars = Files.newDirectoryStream(system)) {
            for (Path jar : jars) {
                String name = jar.getFileName().toString().replace(".jar", "");
                if (context.getBundle("system:" + name) == null) {
                    install("system:" + name, jar);
                }
            }
        }
        felix.start();
        Bundle self = context.getBundle("test:self");
        if (self == null) {
            self = install("test:self", TestJar.of("self", "1.0.0").write(home.resolve("self.jar")));
        }
        store = new DeployStore(self.getBundleContext());
    }

    private Bundle install(String location, Path jar) throws Exception {
        try (var in = Files.newInputStream(jar)) {
            Bundle bundle = felix.getBundleContext().installBundle(location, in);
            bundle.start();
            return bundle;
        }
    }

    DeployStore store() {
        return store;
    }

    Path deploy() {
        return home.resolve("deploy");
    }

    Bundle bundle(String symbolicName) {
        return Arrays.stream(felix.getBundleContext().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()) && !Trial.scratch(bundle))
                .findFirst()
                .orElse(null);
    }

    /** Version and state, or why there is none; for conditions that are waited for. */
    String of(String symbolicName) {
        Bundle bundle = bundle(symbolicName);
        return bundle == null
                ? "none"
                : bundle.getVersion() + (bundle.getState() == Bundle.ACTIVE ? " ACTIVE" : " " + bundle.getState());
    }

    @Override
    public void close() throws Exception {
        store.stop();
        felix.stop();
        felix.waitForStop(5_000);
    }

    /** What the framework says is expected here. */
    private static final class Quiet extends Logger {
        @Override
        @SuppressWarnings("rawtypes") // as the framework declares it
        protected void doLog(
                Bundle bundle, org.osgi.framework.ServiceReference reference, int level, String text, Throwable e) {}
    }
}
