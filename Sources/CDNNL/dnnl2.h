// The functions of oneDNN 3 that Crema calls, made of what oneDNN 2 has (Debian 12).
//
// A memory descriptor is a struct in 2 and a pointer to one in 3, by the same
// name: 2's gets another.
#define dnnl_memory_desc_t dnnl_memory_desc_struct
#include <dnnl.h>
#undef dnnl_memory_desc_t

#include <stdlib.h>

typedef dnnl_memory_desc_struct *dnnl_memory_desc_t;
typedef const dnnl_memory_desc_struct *const_dnnl_memory_desc_t;

static inline dnnl_status_t dnnl_memory_desc_clone(
    dnnl_memory_desc_t *result, const_dnnl_memory_desc_t original) {
    *result = malloc(sizeof **result);
    if (!*result) return dnnl_out_of_memory;
    **result = *original;
    return dnnl_success;
}

static inline dnnl_status_t dnnl_memory_desc_destroy(dnnl_memory_desc_t descriptor) {
    free(descriptor);
    return dnnl_success;
}

static inline dnnl_status_t dnnl_memory_desc_create_with_tag(
    dnnl_memory_desc_t *result, int axes, const dnnl_dims_t dims, dnnl_data_type_t type,
    dnnl_format_tag_t tag) {
    dnnl_memory_desc_struct made;
    dnnl_status_t status = dnnl_memory_desc_init_by_tag(&made, axes, dims, type, tag);
    return status == dnnl_success ? dnnl_memory_desc_clone(result, &made) : status;
}

// The questions that 3 answers about a descriptor; none of 2's own questions has their numbers.
static const dnnl_query_t dnnl_query_ndims_s32 = (dnnl_query_t)0x7001;
static const dnnl_query_t dnnl_query_dims = (dnnl_query_t)0x7002;
static const dnnl_query_t dnnl_query_strides = (dnnl_query_t)0x7003;
static const dnnl_query_t dnnl_query_inner_nblks_s32 = (dnnl_query_t)0x7004;
static const dnnl_query_t dnnl_query_inner_blks = (dnnl_query_t)0x7005;
static const dnnl_query_t dnnl_query_inner_idxs = (dnnl_query_t)0x7006;

static inline dnnl_status_t dnnl_memory_desc_query(
    const_dnnl_memory_desc_t descriptor, dnnl_query_t what, void *result) {
    const dnnl_blocking_desc_t *blocking = &descriptor->format_desc.blocking;
    if (what == dnnl_query_ndims_s32) *(int *)result = descriptor->ndims;
    else if (what == dnnl_query_dims) *(const dnnl_dim_t **)result = descriptor->dims;
    else if (descriptor->format_kind != dnnl_blocked) return dnnl_invalid_arguments;
    else if (what == dnnl_query_strides) *(const dnnl_dim_t **)result = blocking->strides;
    else if (what == dnnl_query_inner_nblks_s32) *(int *)result = blocking->inner_nblks;
    else if (what == dnnl_query_inner_blks) *(const dnnl_dim_t **)result = blocking->inner_blks;
    else if (what == dnnl_query_inner_idxs) *(const dnnl_dim_t **)result = blocking->inner_idxs;
    else return dnnl_invalid_arguments;
    return dnnl_success;
}

static inline dnnl_status_t dnnl_convolution_forward_primitive_desc_create(
    dnnl_primitive_desc_t *result, dnnl_engine_t engine, dnnl_prop_kind_t kind,
    dnnl_alg_kind_t method, const_dnnl_memory_desc_t src, const_dnnl_memory_desc_t weights,
    const_dnnl_memory_desc_t bias, const_dnnl_memory_desc_t dst, const dnnl_dims_t strides,
    const dnnl_dims_t dilates, const dnnl_dims_t padding_l, const dnnl_dims_t padding_r,
    const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t made;
    dnnl_status_t status = dnnl_dilated_convolution_forward_desc_init(
        &made, kind, method, src, weights, bias, dst, strides, dilates, padding_l, padding_r);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(result, &made, attributes, engine, NULL);
}

static inline dnnl_status_t dnnl_convolution_backward_data_primitive_desc_create(
    dnnl_primitive_desc_t *result, dnnl_engine_t engine, dnnl_alg_kind_t method,
    const_dnnl_memory_desc_t diff_src, const_dnnl_memory_desc_t weights,
    const_dnnl_memory_desc_t diff_dst, const dnnl_dims_t strides, const dnnl_dims_t dilates,
    const dnnl_dims_t padding_l, const dnnl_dims_t padding_r, const_dnnl_primitive_desc_t forward,
    const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t made;
    dnnl_status_t status = dnnl_dilated_convolution_backward_data_desc_init(
        &made, method, diff_src, weights, diff_dst, strides, dilates, padding_l, padding_r);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(result, &made, attributes, engine, forward);
}

static inline dnnl_status_t dnnl_convolution_backward_weights_primitive_desc_create(
    dnnl_primitive_desc_t *result, dnnl_engine_t engine, dnnl_alg_kind_t method,
    const_dnnl_memory_desc_t src, const_dnnl_memory_desc_t diff_weights,
    const_dnnl_memory_desc_t diff_bias, const_dnnl_memory_desc_t diff_dst,
    const dnnl_dims_t strides, const dnnl_dims_t dilates, const dnnl_dims_t padding_l,
    const dnnl_dims_t padding_r, const_dnnl_primitive_desc_t forward,
    const_dnnl_primitive_attr_t attributes) {
    dnnl_convolution_desc_t made;
    dnnl_status_t status = dnnl_dilated_convolution_backward_weights_desc_init(
        &made, method, src, diff_weights, diff_bias, diff_dst, strides, dilates, padding_l,
        padding_r);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(result, &made, attributes, engine, forward);
}
