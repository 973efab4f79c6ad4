from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "lms.media"
    label = "media"
    verbose_name = "Hình ảnh, giọng đọc và tài liệu"

    def ready(self) -> None:
        from wagtail.images.models import Image
        from wagtail.permission_policies.collections import CollectionOwnershipPermissionPolicy
        from wagtail.permissions import register_permission_policy

        from lms.media.models import Recording

        # Whoever may add, change or choose pictures of a section may do so with its voices.
        policy = CollectionOwnershipPermissionPolicy(
            Recording, auth_model=Image, owner_field_name="uploaded_by_user"
        )
        register_permission_policy(Recording, policy)
