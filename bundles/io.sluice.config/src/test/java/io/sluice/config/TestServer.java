/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import io.sluice.api.config.ConfigFile;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.ConfigurationListener;

/** The component in a framework that is just enough for it. */
final class TestServer implements AutoCloseable {
    final FakeConfigurationAdmin admin = new FakeConfigurationAdmin();
    final Map<String, String> framework = new TreeMap<>();
    /** Properties of the status service; empty once it is gone. */
    volatile Map<String, Object> status = Map.of();

    private ConfigService service;

    TestServer(Path home) {
        framework.put("sluice.home", home.toString());
    }

    void set(String overrides) {
        framework.put("sluice.set", overrides);
    }

    void start() {
        service = new ConfigService(context(), admin);
    }

    ConfigFile file() {
        return service;
    }

    @Override
    public void close() {
        service.close();
    }

    private BundleContext context() {
        return proxy(BundleContext.class, (method, arguments) -> switch (method) {
            case "getProperty" -> framework.get((String) arguments[0]);
            case "registerService" -> registration(arguments[1], (Dictionary<?, ?>) arguments[2]);
            default -> throw new UnsupportedOperationException(method);
        });
    }

    private ServiceRegistration<?> registration(Object what, Dictionary<?, ?> properties) {
        if (what instanceof ConfigurationListener changed) {
            admin.listener = changed;
            return proxy(ServiceRegistration.class, (method, arguments) -> {
                admin.listener = null;
                return null;
            });
        }
        status = copy(properties);
        ServiceReference<?> reference =
                proxy(ServiceReference.class, (method, arguments) -> status.get((String) arguments[0]));
        return proxy(ServiceRegistration.class, (method, arguments) -> {
            switch (method) {
                case "getReference" -> {
                    return reference;
                }
                case "setProperties" -> status = copy((Dictionary<?, ?>) arguments[0]);
                default -> status = Map.of();
            }
            return null;
        });
    }

    private static Map<String, Object> copy(Dictionary<?, ?> properties) {
        Map<String, Object> copy = new ConcurrentHashMap<>();
        FrameworkUtil.asMap(properties).forEach((key, value) -> copy.put((String) key, value));
        return copy;
    }

    private interface Answer {
        Object to(String method, Object[] arguments);
    }

    private static <T> T proxy(Class<T> type, Answer answer) {
        return type.cast(Proxy.newProxyInstance(
                TestServer.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer.to(method.getName(), arguments)));
    }
}
