/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** Framework properties in, the properties of the one registered service out. */
final class FakeBundleContext {
    volatile Dictionary<?, ?> registered;

    BundleContext with(Map<String, String> properties) {
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("getProperty")) {
                        return properties.get((String) arguments[0]);
                    }
                    if (method.getName().equals("registerService")) {
                        registered = (Dictionary<?, ?>) arguments[2];
                        return registration();
                    }
                    if (method.getName().equals("getBundle")) {
                        return null;
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }

    private ServiceRegistration<?> registration() {
        return (ServiceRegistration<?>) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (proxy, method, arguments) -> {
                    registered = method.getName().equals("setProperties") ? (Dictionary<?, ?>) arguments[0] : null;
                    return null;
                });
    }
}
