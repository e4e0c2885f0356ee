/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bundles;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.BundleException;

/** Calls the framework, which calls bundles, which may not return. */
final class Deadline {
    /** What is called. */
    interface Call {
        void run() throws BundleException;
    }

    private Deadline() {}

    /**
     * Returns when the call has, on a thread of its own; gives it up after the time.
     *
     * @throws BundleException what the call threw
     * @throws TimeoutException it was interrupted and may still run
     */
    static void call(long timeoutMs, Call call) throws BundleException, TimeoutException, InterruptedException {
        FutureTask<Void> task = new FutureTask<>(() -> {
            call.run();
            return null;
        });
        Thread thread = new Thread(task, "sluice-bundles-call");
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(timeoutMs, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BundleException known) {
                throw known;
            }
            throw new BundleException(String.valueOf(e.getCause()), e.getCause());
        } catch (TimeoutException e) {
            thread.interrupt();
            throw e;
        }
    }
}
