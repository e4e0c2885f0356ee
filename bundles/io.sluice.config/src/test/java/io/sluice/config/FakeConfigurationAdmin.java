/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.config;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.Dictionary;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/** Keeps configurations in memory and counts what is done to them. */
final class FakeConfigurationAdmin implements ConfigurationAdmin {
    final Map<String, FakeConfiguration> all = new ConcurrentSkipListMap<>();
    final List<String> calls = new CopyOnWriteArrayList<>();
    volatile boolean diskFull;
    volatile ConfigurationListener listener;

    private void tell(int type, String factoryPid, String pid) {
        ConfigurationListener told = listener;
        if (told != null) {
            told.configurationEvent(new ConfigurationEvent(reference(), type, factoryPid, pid));
        }
    }

    private static ServiceReference<ConfigurationAdmin> reference() {
        @SuppressWarnings("unchecked")
        var reference = (ServiceReference<ConfigurationAdmin>) Proxy.newProxyInstance(
                FakeConfigurationAdmin.class.getClassLoader(),
                new Class<?>[] {ServiceReference.class},
                (proxy, method, arguments) -> null);
        return reference;
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration createFactoryConfiguration(String factoryPid, String location) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration getConfiguration(String pid, String location) {
        return all.computeIfAbsent(pid, p -> new FakeConfiguration(p, null));
    }

    @Override
    public Configuration getConfiguration(String pid) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name, String location) {
        return all.computeIfAbsent(factoryPid + "~" + name, pid -> new FakeConfiguration(pid, factoryPid));
    }

    @Override
    public Configuration getFactoryConfiguration(String factoryPid, String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration[] listConfigurations(String filter) {
        String start = filter.replace("(service.pid=", "").replace("*)", "");
        Configuration[] found = all.values().stream()
                .filter(c -> c.properties != null && c.pid.startsWith(start))
                .toArray(Configuration[]::new);
        return found.length == 0 ? null : found;
    }

    final class FakeConfiguration implements Configuration {
        private final String pid;
        private final String factoryPid;
        volatile Map<String, Object> properties;

        FakeConfiguration(String pid, String factoryPid) {
            this.pid = pid;
            this.factoryPid = factoryPid;
        }

        @Override
        public String getPid() {
            return pid;
        }

        @Override
        public Dictionary<String, Object> getProperties() {
            return properties == null ? null : FrameworkUtil.asDictionary(properties);
        }

        @Override
        public void update(Dictionary<String, ?> wanted) throws IOException {
            if (diskFull) {
                throw new IOException("No space left on device");
            }
            calls.add("update " + pid);
            Map<String, Object> stored = new TreeMap<>(FrameworkUtil.asMap(wanted));
            stored.put(Constants.SERVICE_PID, pid);
            if (factoryPid != null) {
                stored.put(SERVICE_FACTORYPID, factoryPid);
            }
            properties = stored;
            tell(ConfigurationEvent.CM_UPDATED, factoryPid, pid);
        }

        @Override
        public void delete() {
            calls.add("delete " + pid);
            all.remove(pid);
            tell(ConfigurationEvent.CM_DELETED, factoryPid, pid);
        }

        @Override
        public String getFactoryPid() {
            return factoryPid;
        }

        @Override
        public Dictionary<String, Object> getProcessedProperties(ServiceReference<?> reference) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void update() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean updateIfDifferent(Dictionary<String, ?> wanted) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setBundleLocation(String location) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String getBundleLocation() {
            return "?";
        }

        @Override
        public long getChangeCount() {
            return 0;
        }

        @Override
        public void addAttributes(ConfigurationAttribute... attributes) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<ConfigurationAttribute> getAttributes() {
            return Set.of();
        }

        @Override
        public void removeAttributes(ConfigurationAttribute... attributes) {
            throw new UnsupportedOperationException();
        }
    }
}
