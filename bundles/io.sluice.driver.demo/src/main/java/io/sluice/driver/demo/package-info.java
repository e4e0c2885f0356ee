/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
/** Driver of {@code demo:}: a clip inside the bundle, looped in real time. */
@NullMarked
package io.sluice.driver.demo;

import org.jspecify.annotations.NullMarked;
