/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.auth;

import io.sluice.api.net.Listeners;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.util.tracker.ServiceTracker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code HOME/run/http.address}: where the command line finds this server, beside the token that lets it in. */
@Component(service = SynchronousConfigurationListener.class, immediate = true)
public final class AddressFile implements SynchronousConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(AddressFile.class);

    private final BundleContext context;
    private final Configurations configurations;
    private final Path file;
    private final ServiceTracker<Object, Object> reports;
    private String written = "";

    @Activate
    public AddressFile(BundleContext context, @Reference ConfigurationAdmin admin) throws InvalidSyntaxException {
        this.context = context;
        configurations = new Configurations(admin);
        String home = context.getProperty("sluice.home");
        file = Path.of(home == null ? "sluice-home" : home)
                .toAbsolutePath()
                .resolve("run")
                .resolve("http.address");
        reports = new Reports(context);
        reports.open(true);
    }

    /** What the part {@code net} reports changes with each listener. */
    private final class Reports extends ServiceTracker<Object, Object> {
        Reports(BundleContext context) throws InvalidSyntaxException {
            super(context, context.createFilter("(sluice.startup=net)"), null);
        }

        @Override
        public Object addingService(ServiceReference<Object> reference) {
            update();
            return reference;
        }

        @Override
        public void modifiedService(ServiceReference<Object> reference, Object service) {
            update();
        }

        @Override
        public void removedService(ServiceReference<Object> reference, Object service) {}
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        if (Configurations.API.equals(event.getPid())) {
            update();
        }
    }

    private synchronized void update() {
        ServiceReference<Listeners> reference = context.getServiceReference(Listeners.class);
        Listeners listeners = reference == null ? null : context.getService(reference);
        if (listeners == null) {
            return;
        }
        try {
            write(address(listeners.listeners()).orElse(""));
        } catch (IOException failed) {
            LOG.atWarn()
                    .addKeyValue("event", "auth.store_failed")
                    .log("{} cannot be written, so the command line needs --url: {}", file, failed.toString());
        } finally {
            context.ungetService(reference);
        }
    }

    private Optional<String> address(List<Listeners.Info> all) throws IOException {
        Object path = configurations.read(Configurations.API).get("base_path");
        for (Listeners.Info listener : all) {
            if (listener.protocol().equals("http") && listener.bound() != null) {
                return Optional.of(url(listener.bound(), path));
            }
        }
        return Optional.empty();
    }

    static String url(String bound, @Nullable Object basePath) {
        String path = basePath == null ? "" : basePath.toString().replaceAll("/+$", "");
        return "http://"
                + bound.replace("0.0.0.0:", "127.0.0.1:").replaceAll("^(\\[(0:){7}0]|\\[::]|\\*):", "127.0.0.1:")
                + path;
    }

    private void write(String address) throws IOException {
        if (address.isEmpty()) {
            Files.deleteIfExists(file);
        } else if (!address.equals(written)) {
            Files.writeString(file, address + "\n");
        }
        written = address;
    }

    @Deactivate
    synchronized void close() {
        reports.close();
        try {
            Files.deleteIfExists(file);
        } catch (IOException left) {
            LOG.debug("{} stays behind", file, left);
        }
    }
}
